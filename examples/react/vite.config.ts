import { defineConfig, loadEnv } from 'vite';

/**
 * In development the page and Docket have one origin, as they have behind a proxy: no CORS, and the cookie just works.
 * `changeOrigin: false` leaves in `Host` what the browser asked for: Docket compares it with `Origin`, to tell its own
 * page from another site's.
 */
export default defineConfig(({ mode }) => {
  const { DOCKET_URL = 'http://localhost:8000' } = loadEnv(mode, import.meta.dirname, 'DOCKET_');
  return { server: { proxy: { '/trpc': { target: DOCKET_URL, changeOrigin: false } } } };
});
