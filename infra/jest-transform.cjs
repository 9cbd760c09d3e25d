// Turns TypeScript and ESM-only packages into CommonJS for Jest, which on Node before 24.9 can
// neither require an ES module nor link one synchronously. Anything without ESM syntax stays as is.
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const swc = require("@swc/core");

const ownSource = readFileSync(__filename);
const esmSyntax = /^\s*(?:import\b(?!\s*\()|export\b)|\bimport\.meta\b|\bimport\s*\(/m;
const typescriptFile = /\.[mc]?tsx?$/;

// ESM packages that declare __dirname, __filename or require collide with the parameters of
// Jest's CommonJS wrapper: the declaration becomes an assignment.
const wrapperCollision = /^(\s*)(?:const|let|var)\s+(__dirname|__filename|require)\s*=/gm;

const typescriptOptions = (file) => ({
  target: "es2023",
  parser: { syntax: "typescript", decorators: true, tsx: file.endsWith("x") },
  transform: {
    legacyDecorator: true,
    decoratorMetadata: true,
    useDefineForClassFields: false,
    react: { runtime: "automatic" },
  },
});

module.exports = {
  canInstrument: false,

  getCacheKey: (source, file) =>
    createHash("sha256")
      .update(ownSource)
      .update(swc.version)
      .update(file)
      .update("\0")
      .update(source)
      .digest("hex"),

  process(source, file) {
    const isTypescript = typescriptFile.test(file);
    if (!isTypescript && !esmSyntax.test(source)) return { code: source };
    const code = isTypescript ? source : source.replace(wrapperCollision, "$1$2 =");
    const transformed = swc.transformSync(code, {
      swcrc: false,
      configFile: false,
      filename: file,
      isModule: true,
      sourceMaps: isTypescript ? "inline" : false,
      module: { type: "commonjs" },
      jsc: isTypescript
        ? typescriptOptions(file)
        : { target: "es2023", parser: { syntax: "ecmascript" } },
    });
    return { code: transformed.code };
  },
};
