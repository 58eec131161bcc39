import { serveMessages } from "@/lib/engine/server/message-loop";
import { createWorker } from "@/lib/engine/server/worker";

/** Entry of the engine process (dist/engine.js), started by lib/engine/client. */
if (!process.send) {
  console.error("This is Vitrine's engine. It is started by the server or by `npx vitrine`, not by hand.");
  process.exit(2);
}
serveMessages(await createWorker());
