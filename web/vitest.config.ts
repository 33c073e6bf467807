import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const setupFiles = ["./vitest.setup.ts"];

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The tests run on the sources, so that no build has to come first. */
const alias = [
  {
    find: /^@trivector\/collab-client\/testing$/,
    replacement: source("./packages/client/src/testing/index.ts"),
  },
  { find: /^@trivector\/collab-client$/, replacement: source("./packages/client/src/index.ts") },
  { find: /^@trivector\/collab-react$/, replacement: source("./packages/react/src/index.ts") },
];

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "node",
          environment: "node",
          setupFiles,
          include: ["{packages,app}/**/*.test.ts"],
          exclude: ["**/node_modules/**", "**/dist/**"],
        },
      },
      {
        resolve: { alias },
        test: {
          name: "dom",
          environment: "happy-dom",
          setupFiles,
          include: ["{packages,app}/**/*.test.tsx"],
          exclude: ["**/node_modules/**", "**/dist/**"],
        },
      },
    ],
  },
});
