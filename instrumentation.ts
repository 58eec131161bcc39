/** Once per server process, before it serves: the context is built, the database brought up to date, leftovers swept. Or it ends. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs" || process.env["NEXT_PHASE"] === "phase-production-build") return;
  const { startServerContext } = await import("@/lib/inspect/server-context");
  await startServerContext();
  // Audits and studies that a crash or a restart interrupted go on.
  const { serverAudits } = await import("@/lib/audit/runner/server-audits");
  const { serverStudies } = await import("@/lib/inspect/studies/server-studies");
  await Promise.all([serverAudits(), serverStudies()]);
}
