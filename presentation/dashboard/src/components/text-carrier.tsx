import type { ReactNode } from 'react'

/**
 * A component that hands texts on to what it shows. Loaded by `dynamic(() => import('….json').then(carrierOf))`, the texts
 * of a language are a chunk of their own, and nobody loads those of the other one.
 */
export function carrierOf<T>({ default: texts }: { readonly default: T }) {
  return function TextCarrier({ children }: { readonly children: (texts: T) => ReactNode }) {
    return children(texts)
  }
}
