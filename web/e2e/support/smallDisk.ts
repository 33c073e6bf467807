import { execFile } from "node:child_process";
import { mkdtemp, open, rm, statfs } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Room for a log with a few sessions, and soon full. */
const DISK_SIZE = "8m";
const BLOCK = Buffer.alloc(64 * 1024, 1);

/** A real file system of its own, which a ballast file fills to the last byte. */
export class SmallDisk {
  private constructor(readonly path: string) {}

  static async mount(): Promise<SmallDisk> {
    const path = await mkdtemp(join(tmpdir(), "collab-disk-"));
    try {
      await run("mount", ["-t", "tmpfs", "-o", `size=${DISK_SIZE}`, "tmpfs", path]);
    } catch (error) {
      await rm(path, { recursive: true });
      throw new Error(
        `This test fills a file system of its own, and may not mount one: run it as root. ${error}`,
      );
    }
    return new SmallDisk(path);
  }

  /** Writes ballast until nothing more can be written. */
  async fill(): Promise<void> {
    const ballast = await open(this.ballast, "w");
    try {
      for (let size = BLOCK.length; size >= 1; ) {
        try {
          const { bytesWritten } = await ballast.write(BLOCK, 0, size);
          if (bytesWritten === 0) throw new Error("nothing was written");
        } catch {
          size = Math.floor(size / 2);
        }
      }
    } finally {
      await ballast.close();
    }
    const { bavail } = await statfs(this.path);
    if (bavail !== 0) throw new Error(`the disk still has ${bavail} blocks`);
  }

  /** Gives the room back. */
  async free(): Promise<void> {
    await rm(this.ballast);
  }

  async unmount(): Promise<void> {
    await run("umount", [this.path]);
    await rm(this.path, { recursive: true });
  }

  private get ballast(): string {
    return join(this.path, "ballast");
  }
}
