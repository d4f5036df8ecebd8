import type { DocketClient } from '@docket/client';
import { createContext, useContext } from 'react';

const DocketContext = createContext<DocketClient | null>(null);

/** Hands the client down to the components, so that a test can hand down another. */
export const DocketProvider = DocketContext.Provider;

export function useDocket(): DocketClient {
  const docket = useContext(DocketContext);
  if (!docket) throw new Error('There is no <DocketProvider> around this component');
  return docket;
}
