import { configureGlobal } from "fast-check";

/**
 * One seed, so that a commit passes or fails alike everywhere. `FAST_CHECK_SEED=7 npx vitest run`
 * explores another; a seed that failed becomes an example of its own.
 */
configureGlobal({ seed: Number(process.env["FAST_CHECK_SEED"] ?? 20_260_101) });
