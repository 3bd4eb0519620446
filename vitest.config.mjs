// Unit tests of the pages' scripts: beside them, in a document that needs no browser.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["api/web/src/**/*.test.ts"],
    environment: "happy-dom",
    restoreMocks: true,
  },
});
