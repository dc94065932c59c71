// Runs the command line in this process and says, on standard error, the most memory it held (in kilobytes).
process.on("exit", () => console.error(`peak ${process.resourceUsage().maxRSS}`));
process.argv.splice(1, 1, "faultline");
await import("../dist/cli/main.js");
