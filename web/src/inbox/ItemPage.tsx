import { PageHeading } from '../app/PageHeading.tsx';

export default function ItemPage() {
  return <PageHeading>ItemPage</PageHeading>;
}
