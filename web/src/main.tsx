import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router';
import { queryClient } from './app/query-client.ts';
import { router } from './app/router.tsx';
import { startSession } from './app/use-session.ts';
import { startTexts } from './i18n/index.ts';
import './theme/neutral.css';
import './theme/component-tokens.css';
import './theme/components.css';
import './theme/layout.css';

startTexts();
startSession();

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
