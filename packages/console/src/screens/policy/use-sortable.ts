import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { attachClosestEdge, extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge';
import { useEffect, useRef } from 'react';

export type Edge = 'top' | 'bottom';

interface Row {
  readonly element: HTMLElement;
  readonly handle: HTMLElement;
  /** Rows move within one list. */
  readonly list: string;
  readonly index: number;
  readonly setEdge: (edge: Edge | null) => void;
  readonly setDragged: (isDragged: boolean) => void;
}

/** Lets a row be dragged by its handle, and others be dropped on its edges. Returns what undoes it. */
export function attachRow({ element, handle, list, index, setEdge, setDragged }: Row): () => void {
  return combine(
    draggable({
      element,
      dragHandle: handle,
      getInitialData: () => ({ list, index }),
      onDragStart: () => setDragged(true),
      onDrop: () => setDragged(false),
    }),
    dropTargetForElements({
      element,
      canDrop: ({ source }) => source.data['list'] === list,
      getData: ({ input }) => attachClosestEdge({ index }, { element, input, allowedEdges: ['top', 'bottom'] }),
      onDrag: ({ self }) => setEdge(edgeOf(self.data)),
      onDragLeave: () => setEdge(null),
      onDrop: () => setEdge(null),
    }),
  );
}

/** Calls `move` when a row of the list was dropped at another place. */
export function useSortable(list: string, isSortable: boolean, move: (from: number, to: number) => void): void {
  const latest = useRef(move);
  useEffect(() => {
    latest.current = move;
  });
  useEffect(() => {
    if (!isSortable) return undefined;
    return monitorForElements({
      canMonitor: ({ source }) => source.data['list'] === list,
      onDrop: ({ source, location }) => {
        const [over] = location.current.dropTargets;
        const from = source.data['index'];
        const at = over?.data['index'];
        if (over === undefined || typeof from !== 'number' || typeof at !== 'number') return;
        latest.current(from, placeOf(from, at, edgeOf(over.data)));
      },
    });
  }, [list, isSortable]);
}

/** The index that a row gets when it leaves its own place first. */
function placeOf(from: number, at: number, edge: Edge | null): number {
  const before = edge === 'bottom' ? at + 1 : at;
  return from < before ? before - 1 : before;
}

function edgeOf(data: Record<string | symbol, unknown>): Edge | null {
  const edge = extractClosestEdge(data);
  return edge === 'top' || edge === 'bottom' ? edge : null;
}
