import { useSearchParams } from 'react-router';

/** The page asked for in the address, from 1. */
export function usePageNumber(): number {
  const [parameters] = useSearchParams();
  const page = Number(parameters.get('page') ?? '1');
  return Number.isInteger(page) && page >= 1 ? page : 1;
}
