import { PageHeading } from '../app/PageHeading.tsx';

export default function NewSignalPage() {
  return <PageHeading>NewSignalPage</PageHeading>;
}
