import { PageHeading } from '../app/PageHeading.tsx';

export default function AddSignalPage() {
  return <PageHeading>AddSignalPage</PageHeading>;
}
