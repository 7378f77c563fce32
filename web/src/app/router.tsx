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
    // Third parties: without the frame, the session and the menu of participants.
    path: '/aanlevering',
    ErrorBoundary: CrashPage,
    HydrateFallback: LoadingPage,
    lazy: page(() => import('../provision/ExternalPage.tsx')),
  },
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
            element: <RoleGate roles={['attendee', 'lawfulness-reviewer', 'chair']} ofCases />,
            children: [
              { path: 'inbox', lazy: page(() => import('../inbox/InboxPage.tsx')) },
              { path: 'inbox/:itemId', lazy: page(() => import('../inbox/ItemPage.tsx')) },
            ],
          },
          {
            element: <RoleGate roles={['attendee']} ofCases />,
            children: [
              { path: 'cases/:caseId/signals/new', lazy: page(() => import('../cases/AddSignalPage.tsx')) },
              { path: 'cases/:caseId/person', lazy: page(() => import('../person/PersonPage.tsx')) },
              {
                path: 'cases/:caseId/person/:formId',
                lazy: page(() => import('../person/PersonFormPage.tsx')),
              },
              {
                path: 'cases/:caseId/provisions',
                lazy: page(() => import('../provision/ProvisionPage.tsx')),
              },
              {
                path: 'cases/:caseId/development',
                lazy: page(() => import('../development/DevelopmentPage.tsx')),
              },
              {
                path: 'cases/:caseId/information',
                lazy: page(() => import('../information/InformationPage.tsx')),
              },
              {
                path: 'cases/:caseId/information/:informationId/correction',
                lazy: page(() => import('../information/CorrectionPage.tsx')),
              },
              { path: 'cases/:caseId/handover', lazy: page(() => import('../cases/HandoverPage.tsx')) },
              { path: 'break-glass', lazy: page(() => import('../oversight/BreakGlassPage.tsx')) },
              { path: 'signals/new', lazy: page(() => import('../cases/NewSignalPage.tsx')) },
            ],
          },
          {
            element: <RoleGate roles={['attendee', 'chair']} ofCases />,
            children: [
              { path: 'cases', lazy: page(() => import('../cases/CasesPage.tsx')) },
              { path: 'cases/:caseId', lazy: page(() => import('../cases/CasePage.tsx')) },
              {
                path: 'cases/:caseId/transfers',
                lazy: page(() => import('../transfer/TransferPage.tsx')),
              },
              { path: 'meetings', lazy: page(() => import('../meetings/MeetingsPage.tsx')) },
              { path: 'meetings/:meetingId', lazy: page(() => import('../meetings/MeetingPage.tsx')) },
              {
                path: 'meetings/:meetingId/cases/:caseId',
                lazy: page(() => import('../meetings/MeetingItemPage.tsx')),
              },
            ],
          },
          {
            element: <RoleGate roles={['administrator']} />,
            children: [
              { path: 'accounts', lazy: page(() => import('../accounts/AccountsPage.tsx')) },
              { path: 'accounts/new', lazy: page(() => import('../accounts/NewAccountPage.tsx')) },
              { path: 'accounts/:userId', lazy: page(() => import('../accounts/AccountPage.tsx')) },
            ],
          },
          {
            element: <RoleGate roles={['process-designer']} />,
            children: [{ path: 'processes/*', lazy: page(() => import('../modeller/index.tsx')) }],
          },
          {
            element: <RoleGate roles={['manager']} />,
            children: [{ path: 'dashboard/*', lazy: page(() => import('../dashboard/index.tsx')) }],
          },
          {
            element: <RoleGate roles={['lawfulness-reviewer']} />,
            children: [
              { path: 'access-log', lazy: page(() => import('../oversight/AccessLogPage.tsx')) },
              { path: 'lawfulness-review', lazy: page(() => import('../oversight/LawfulnessPage.tsx')) },
              { path: 'processing-register', lazy: page(() => import('../oversight/RegisterPage.tsx')) },
              { path: 'destroyed-cases', lazy: page(() => import('../retention/CertificatesPage.tsx')) },
            ],
          },
          {
            element: <RoleGate roles={['manager', 'lawfulness-reviewer']} />,
            children: [
              { path: 'yearly-report', lazy: page(() => import('../oversight/YearlyReportPage.tsx')) },
            ],
          },
          {
            element: <RoleGate roles={['attendee', 'chair', 'lawfulness-reviewer']} />,
            children: [
              { path: 'access-explanation', lazy: page(() => import('../oversight/ExplainPage.tsx')) },
            ],
          },
          { path: 'password', lazy: page(() => import('../sign-in/PasswordPage.tsx')) },
          { path: 'help', lazy: page(() => import('../help/HelpPage.tsx')) },
          { path: 'accessibility', lazy: page(() => import('../help/AccessibilityPage.tsx')) },
          { path: '*', Component: NotFoundPage },
        ],
      },
    ],
  },
]);
