// npm links the commands of dependencies, never a project's own: with this, `npx faultline` works in a clone.
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";

const command = "dist/cli/main.js";
if (existsSync(command) && existsSync("node_modules")) {
  chmodSync(command, 0o755);
  mkdirSync("node_modules/.bin", { recursive: true });
  const link = "node_modules/.bin/faultline";
  rmSync(link, { force: true });
  symlinkSync(`../../${command}`, link);
}
