/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // Types are checked by `npm test`; a person who starts the program need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // The database driver has a native part and is loaded at run time, not bundled.
  serverExternalPackages: ["@libsql/client", "@prisma/adapter-libsql", "libsql", "pino"],
};

export default config;
