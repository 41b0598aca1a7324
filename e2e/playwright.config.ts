import { defineConfig, devices } from '@playwright/test'

/**
 * The production build, in one Chromium. The server takes a free port; Playwright reads it from what the
 * server prints and hands it to the test processes as `PREVIEW_PORT`.
 */
const executablePath = process.env.CHROMIUM_PATH
const isRoot = process.getuid?.() === 0

export default defineConfig({
  testDir: '.',
  // `npm run soak:page` runs the soak alone, and nothing else runs it.
  testMatch: process.env.PAGE_SOAK_MINUTES ? 'soak/page.ts' : '**/*.spec.ts',
  outputDir: '../test-results',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  reporter: 'list',
  // Only a guard against hanging: each wait has its own, shorter timeout.
  timeout: 240_000,
  // Long enough for a busy machine; a condition that holds is seen at once.
  expect: { timeout: 15_000 },
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://127.0.0.1:${process.env.PREVIEW_PORT}/`,
    trace: 'off',
    video: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      // Only the page may use the network; root cannot use the sandbox.
      args: [
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        ...(isRoot ? ['--no-sandbox'] : []),
      ],
    },
  },
  projects: [{ name: 'chromium' }],
  webServer: {
    command: 'node node_modules/vite/bin/vite.js preview --port 0',
    cwd: '..',
    wait: { stdout: /127\.0\.0\.1:(?<PREVIEW_PORT>\d+)\// },
    timeout: 30_000,
  },
})
