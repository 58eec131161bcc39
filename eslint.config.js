import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["**/.*", "node_modules/", ".next/", "dist/", "data/", "native/build/", "lib/db/generated/", "test-results/", "playwright-report/", "models/", "next-env.d.ts"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts", "**/*.tsx", "**/*.mts"],
    plugins: { "@typescript-eslint": tseslint.plugin },
    languageOptions: { parser: tseslint.parser, parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/ban-ts-comment": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
      "@typescript-eslint/no-deprecated": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unnecessary-type-assertion": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "no-constant-condition": ["error", { checkLoops: false }],
      "no-control-regex": "error",
      "no-empty": "error",
      "no-fallthrough": "error",
      eqeqeq: "error",
      "prefer-const": "error",
      "max-lines": ["error", { max: 400 }],
    },
  },
  // In a test, what is missing fails the test either way.
  { files: ["**/*.test.ts", "**/*.test.tsx"], rules: { "@typescript-eslint/no-non-null-assertion": "off" } },
  { files: ["app/**/*.tsx", "app/**/*.ts", "lib/charts/**", "lib/ui/**", "lib/query/**"], ...reactHooks.configs.flat["recommended-latest"] },
);
