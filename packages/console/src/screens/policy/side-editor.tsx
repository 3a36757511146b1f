import { Stack, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { Note } from '../../parts/note';
import { ShareBar } from '../../parts/shares';
import { AddTarget } from './add-target';
import { type DraftTarget, moved, nextWeight, type PolicyDraft, shareOf, type Side } from './policy-draft';
import { errorAt, pathOf } from './policy-input';
import type { EditedAiApi } from './edited-ai-api';
import { REMOVE_BUTTON, TargetRow } from './target-row';
import { useSortable } from './use-sortable';

interface SideEditorProps {
  readonly aiApi: EditedAiApi;
  readonly draft: PolicyDraft;
  readonly side: Side;
  readonly errors: Record<string, string>;
  readonly onChange: (targets: readonly DraftTarget[]) => void;
}

/** The targets of one environment: chosen from what the providers offer there, weighed or put in order. */
export function SideEditor({ aiApi, draft, side, errors, onChange }: SideEditorProps) {
  const targets = draft[side];
  const [announcement, announce] = useState('');
  const isOrdered = draft.kind === 'FAILOVER';
  const move = (from: number, to: number) => {
    const target = targets[from];
    if (target === undefined || from === to || to < 0 || to >= targets.length) return;
    onChange(moved(targets, from, to));
    const place = to === 0 ? 'the primary' : `number ${to + 1} of ${targets.length}`;
    announce(`${target.model.name} on ${target.endpoint.name} is now ${place}.`);
  };
  const list = useRef<HTMLDivElement>(null);
  const remove = (key: string, index: number) => {
    onChange(targets.filter((target) => target.key !== key));
    // The button goes with its row: the keyboard goes on at the next one, or where targets are added.
    setTimeout(() => {
      const buttons = list.current?.querySelectorAll<HTMLElement>(REMOVE_BUTTON) ?? [];
      const next = buttons[index] ?? buttons[buttons.length - 1] ?? list.current?.parentElement?.querySelector('input');
      next?.focus();
    });
  };
  useSortable(`${side}-targets`, isOrdered, move);
  const add = (target: Omit<DraftTarget, 'weight'>) =>
    onChange([...targets, { ...target, weight: nextWeight(targets) }]);
  const ownErrors = [errors[side], errors[`${side}.targets`], errors[`${side}.fallbacks`]].filter(
    (message) => message !== undefined,
  );
  return (
    <Stack gap="sm">
      {targets.length === 0 ? <EmptySide aiApi={aiApi} side={side} /> : null}
      {targets.length === 0 || isOrdered ? null : (
        <ShareBar
          shares={targets.map((target) => ({
            key: target.key,
            label: `${target.model.name} on ${target.endpoint.name}`,
            share: shareOf(draft.kind, targets, target) ?? 0,
          }))}
        />
      )}
      <Stack ref={list} gap={6} role="list" aria-label={`${side} targets`}>
        {targets.map((target, index) => (
          <TargetRow
            key={target.key}
            list={`${side}-targets`}
            kind={draft.kind}
            target={target}
            index={index}
            count={targets.length}
            share={shareOf(draft.kind, targets, target)}
            error={errorAt(errors, pathOf(draft, side, index))}
            onMove={(to) => move(index, to)}
            onWeight={(weight) =>
              onChange(targets.map((each) => (each.key === target.key ? { ...each, weight } : each)))
            }
            onRemove={() => remove(target.key, index)}
          />
        ))}
      </Stack>
      {ownErrors.map((message) => (
        <Note key={message} kind="fail">
          {message}
        </Note>
      ))}
      <AddTarget aiApi={aiApi} side={side} chosen={targets} onAdd={add} />
      {isOrdered && targets.length === 1 ? (
        <Text size="sm" c="dimmed">
          Add at least one fallback.
        </Text>
      ) : null}
      <div className="sy-visually-hidden" aria-live="polite">
        {announcement}
      </div>
    </Stack>
  );
}

function EmptySide({ aiApi, side }: { readonly aiApi: EditedAiApi; readonly side: Side }) {
  const endpoint = side === 'production' ? aiApi.defaultProductionEndpoint : aiApi.defaultSandboxEndpoint;
  return (
    <Note kind={endpoint ? 'idle' : 'warn'}>
      No {side} targets.{' '}
      {endpoint
        ? `Requests with ${side} keys go to the default endpoint ${endpoint.name}.`
        : `Requests with ${side} keys are refused: there is no default endpoint either.`}
    </Note>
  );
}
