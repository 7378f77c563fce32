import { PageHeading } from '../app/PageHeading.tsx';

export default function AccessibilityPage() {
  return <PageHeading>AccessibilityPage</PageHeading>;
}
