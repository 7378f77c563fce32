import { PageHeading } from '../app/PageHeading.tsx';

export default function CasePage() {
  return <PageHeading>CasePage</PageHeading>;
}
