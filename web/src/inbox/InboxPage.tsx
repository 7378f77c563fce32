import { PageHeading } from '../app/PageHeading.tsx';

export default function InboxPage() {
  return <PageHeading>InboxPage</PageHeading>;
}
