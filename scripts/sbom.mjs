// The software bill of materials as CycloneDX on standard output: npm's own, from the lock file alone, under our name and
// without what differs from call to call. node scripts/sbom.mjs > faultline.cdx.json

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const text = execFileSync(
  "npm",
  ["sbom", "--package-lock-only", "--sbom-format=cyclonedx", "--sbom-type=application"],
  {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    encoding: "utf8",
    maxBuffer: 1e8,
    shell: process.platform === "win32",
  },
);
const { serialNumber: _, ...bill } = JSON.parse(text);
delete bill.metadata.timestamp;
bill.metadata.component.name = "faultline"; // npm has the folder's
bill.components = bill.components.filter(({ name }) => name !== "no-download"); // ours (scripts/no-download), no package
const known = new Set([bill.metadata.component, ...bill.components].map((each) => each["bom-ref"]));
bill.dependencies = bill.dependencies
  .filter(({ ref }) => known.has(ref))
  .map((each) => ({ ...each, dependsOn: each.dependsOn.filter((ref) => known.has(ref)) }));
process.stdout.write(`${JSON.stringify(bill, null, 2)}\n`);
