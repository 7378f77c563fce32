import { createBrowserRouter } from 'react-router';
import { CrashPage } from './CrashPage.tsx';
import { Layout } from './Layout.tsx';
import { LoadingPage } from './LoadingPage.tsx';
import { NotFoundPage } from './NotFoundPage.tsx';
import { StartPage } from './StartPage.tsx';
import { RoleGate } from './RoleGate.tsx';

/** Pages are fetched when first visited; `module` has the page as its default export. */
const page = (load: () => Promise<{ default: React.ComponentType }>) => async () => ({
  Component: (await load()).default,
});

export const router = createBrowserRouter([
  {
    path: '/',
    Component: Layout,
    ErrorBoundary: CrashPage,
    HydrateFallback: LoadingPage,
    children: [
      {
        ErrorBoundary: CrashPage,
        children: [
          { index: true, Component: StartPage },
          {
            element: <RoleGate role="attendee" />,
            children: [
              { path: 'inbox', lazy: page(() => import('../inbox/InboxPage.tsx')) },
              { path: 'inbox/:itemId', lazy: page(() => import('../inbox/ItemPage.tsx')) },
              { path: 'cases', lazy: page(() => import('../cases/CasesPage.tsx')) },
              { path: 'cases/:caseId', lazy: page(() => import('../cases/CasePage.tsx')) },
              { path: 'cases/:caseId/signals/new', lazy: page(() => import('../cases/AddSignalPage.tsx')) },
              { path: 'signals/new', lazy: page(() => import('../cases/NewSignalPage.tsx')) },
            ],
          },
          {
            element: <RoleGate role="process-designer" />,
            children: [{ path: 'processes/*', lazy: page(() => import('../modeller/index.tsx')) }],
          },
          {
            element: <RoleGate role="manager" />,
            children: [{ path: 'dashboard/*', lazy: page(() => import('../dashboard/index.tsx')) }],
          },
          { path: 'help', lazy: page(() => import('../help/HelpPage.tsx')) },
          { path: 'accessibility', lazy: page(() => import('../help/AccessibilityPage.tsx')) },
          { path: '*', Component: NotFoundPage },
        ],
      },
    ],
  },
]);
