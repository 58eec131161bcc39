/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  reactStrictMode: true,
  devIndicators: false,
  // The database driver has a native part and is loaded at run time, not bundled.
  serverExternalPackages: ["@libsql/client", "@prisma/adapter-libsql", "libsql", "pino"],
};

export default config;
