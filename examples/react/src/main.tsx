import { createDocketClient, retryDelay, shouldRetry } from '@docket/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { DocketProvider } from './docket.ts';

// Made once, outside of all components: a client has one session, and a QueryClient one cache.
const docket = createDocketClient({ url: import.meta.env.VITE_DOCKET_URL ?? location.origin, session: 'cookie' });
const queries = new QueryClient({ defaultOptions: { queries: { retry: shouldRetry, retryDelay } } });

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root"');
createRoot(root).render(
  <StrictMode>
    <DocketProvider value={docket}>
      <QueryClientProvider client={queries}>
        <App />
      </QueryClientProvider>
    </DocketProvider>
  </StrictMode>,
);
