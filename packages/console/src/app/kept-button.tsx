import type { ComponentPropsWithRef, MouseEvent } from 'react';

/**
 * A button that keeps the focus while it must not be pressed, such as until its change is made: a browser takes the focus
 * away from a disabled one, and the keyboard loses its place.
 */
export function KeptButton({ disabled, onClick, type = 'button', ...rest }: ComponentPropsWithRef<'button'>) {
  // Also where a form is sent by Enter in one of its fields: that is a click on its button.
  const press = (event: MouseEvent<HTMLButtonElement>) => (disabled ? event.preventDefault() : onClick?.(event));
  return <button type={type} aria-disabled={disabled || undefined} onClick={press} {...rest} />;
}
