import { Anchor, type AnchorProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type Props = AnchorProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> & { ref?: Ref<HTMLAnchorElement> };

function PlainLink({ ref, ...props }: Props) {
  return <Anchor ref={ref ?? null} size="sm" {...props} />;
}

/** A link to another page of the console. */
export const PageLink = createLink(PlainLink);
