import { lazy, Suspense } from 'react';
import { Route, Routes } from 'react-router';
import { LoadingPage } from '../app/LoadingPage.tsx';
import { NotFoundPage } from '../app/NotFoundPage.tsx';
import { ProcessListPage } from './ProcessListPage.tsx';
import './modeller.css';

// The modelling library is large; the list does not wait for it.
const EditorPage = lazy(() => import('./EditorPage.tsx'));
const NewProcessPage = lazy(() => import('./NewProcessPage.tsx'));

/** The pages for process designers: the list of processes, and the editor for one version or a new process. */
export default function ModellerPages() {
  return (
    <Suspense fallback={<LoadingPage />}>
      <Routes>
        <Route index element={<ProcessListPage />} />
        <Route path="new" element={<NewProcessPage />} />
        <Route path=":processId/:version" element={<EditorPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Suspense>
  );
}
