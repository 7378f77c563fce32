import { PageHeading } from '../app/PageHeading.tsx';

export default function CasesPage() {
  return <PageHeading>CasesPage</PageHeading>;
}
