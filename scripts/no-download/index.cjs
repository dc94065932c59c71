// Stands in for the package global-agent, which onnxruntime-node's install script alone loads, to pass through a proxy: the
// script ends here, before it downloads CUDA libraries. npm 12 refuses the script by itself (package.json, allowScripts);
// npm 10 has no way to refuse that of one package.
exports.bootstrap = () => process.exit(0);
