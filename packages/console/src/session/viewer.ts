import { createContext, useContext } from 'react';
import type { ViewerQuery } from './documents.generated';

export type Viewer = ViewerQuery['viewer'];

const ViewerContext = createContext<Viewer | null>(null);
export const ViewerProvider = ViewerContext.Provider;

/** Who is signed in. Used only below the gate that waits for it. */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext);
  if (viewer === null) throw new Error('nobody is signed in');
  return viewer;
}

/** Whether the viewer may change the configuration; forms are not offered to others. */
export function useMayEdit(): boolean {
  return useViewer().role !== 'VIEWER';
}
