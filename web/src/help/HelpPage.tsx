import { PageHeading } from '../app/PageHeading.tsx';

export default function HelpPage() {
  return <PageHeading>HelpPage</PageHeading>;
}
