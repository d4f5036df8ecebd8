import { defineConfig } from 'vite';

// In development the page and Docket have one origin, as they have behind a proxy: no CORS, and the cookie just works.
export default defineConfig({ server: { proxy: { '/trpc': 'http://localhost:8000' } } });
