import type { NextConfig } from "next";

const config: NextConfig = {
  // Plain files: the server carries them in its jar, and any other host can serve them too.
  output: "export",
  // Named after nothing, so that two builds of the same sources are the same, to browsers as well.
  generateBuildId: () => "site",
  trailingSlash: false,
  reactStrictMode: true,
  poweredByHeader: false,
  images: { unoptimized: true },
  // `npm run typecheck` checks the types; the compiler that does so offers Next no interface.
  typescript: { ignoreBuildErrors: true },
};

export default config;
