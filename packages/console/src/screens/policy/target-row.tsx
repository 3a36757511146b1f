import { ActionIcon, Group, NumberInput, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { Status } from '../../parts/note';
import { percent, shareColour } from '../../parts/shares';
import type { DraftTarget, PolicyKind } from './policy-draft';
import { attachRow, type Edge } from './use-sortable';

/** Finds the buttons that take targets off the list. */
export const REMOVE_BUTTON = '[data-remove]';

interface TargetRowProps {
  readonly list: string;
  readonly kind: PolicyKind;
  readonly target: DraftTarget;
  readonly index: number;
  readonly count: number;
  readonly share: number | null;
  readonly error: string | undefined;
  readonly onMove: (to: number) => void;
  readonly onWeight: (weight: number) => void;
  readonly onRemove: () => void;
}

export function TargetRow(props: TargetRowProps) {
  const { list, kind, target, index, count, share, error, onMove, onWeight, onRemove } = props;
  const row = useRef<HTMLDivElement>(null);
  const handle = useRef<HTMLSpanElement>(null);
  const [edge, setEdge] = useState<Edge | null>(null);
  const [isDragged, setDragged] = useState(false);
  const isOrdered = kind === 'FAILOVER';
  useEffect(() => {
    if (row.current === null || handle.current === null) return undefined;
    return attachRow({ element: row.current, handle: handle.current, list, index, setEdge, setDragged });
  }, [list, index, isOrdered]);
  const name = `${target.model.name} · ${target.endpoint.name}`;
  return (
    <div
      ref={row}
      role="listitem"
      className="sy-target"
      data-dragging={isDragged || undefined}
      data-edge={edge ?? undefined}
      aria-label={isOrdered ? `${index === 0 ? 'Primary' : `Fallback ${index}`}: ${name}` : name}
    >
      {isOrdered ? (
        <span ref={handle} className="sy-handle" aria-hidden="true" title="Drag to move">
          ⠿
        </span>
      ) : (
        <span className="sy-swatch" style={{ background: shareColour(index) }} />
      )}
      <div>
        <Group gap={8}>
          {isOrdered ? <span className="sy-tag">{index === 0 ? 'primary' : `fallback ${index}`}</span> : null}
          <span className="sy-mono">{name}</span>
          {target.inRotation ? null : <Status kind="idle">out of rotation</Status>}
        </Group>
        <Text size="xs" c="dimmed">
          {target.provider.name}
        </Text>
        {error === undefined ? null : (
          <Text size="sm" c="var(--sy-fail)" role="alert">
            {error}
          </Text>
        )}
      </div>
      <Group gap={8} wrap="nowrap" className="sy-target-controls">
        {kind === 'WEIGHTED_ROUND_ROBIN' ? (
          <NumberInput
            aria-label={`Weight of ${name}`}
            min={0}
            value={target.weight}
            onChange={(value) => onWeight(Number(value))}
            w={90}
          />
        ) : null}
        {share === null ? null : (
          <Text size="sm" w={60} ta="right">
            {percent(share)}
          </Text>
        )}
        {isOrdered ? (
          <>
            <MoveButton label={`Move ${name} up`} isDisabled={index === 0} onClick={() => onMove(index - 1)}>
              ↑
            </MoveButton>
            <MoveButton label={`Move ${name} down`} isDisabled={index === count - 1} onClick={() => onMove(index + 1)}>
              ↓
            </MoveButton>
          </>
        ) : null}
      </Group>
      <ActionIcon variant="default" aria-label={`Remove ${name}`} data-remove onClick={onRemove}>
        ✕
      </ActionIcon>
    </div>
  );
}

interface MoveButtonProps {
  readonly label: string;
  readonly isDisabled: boolean;
  readonly onClick: () => void;
  readonly children: string;
}

/** Stays focusable at the end of the list, so that the keyboard does not lose its place. */
function MoveButton({ label, isDisabled, onClick, children }: MoveButtonProps) {
  return (
    <ActionIcon
      variant="default"
      aria-label={label}
      aria-disabled={isDisabled}
      data-disabled={isDisabled}
      onClick={() => (isDisabled ? undefined : onClick())}
    >
      {children}
    </ActionIcon>
  );
}
