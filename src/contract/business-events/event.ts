// What a business event is, for the files that list them.
import Type, { type Static, type TSchema } from 'typebox'

export interface BusinessEvent<S extends TSchema = TSchema> {
  /** Goes up with every change of `data` that a reader could notice. */
  readonly version: number
  readonly summary: string
  /** Declared now, emitted by a part that comes later. */
  readonly isLater?: true
  readonly data: S
  readonly sample: Static<S>
}

export const event = <S extends TSchema>(one: BusinessEvent<S>): BusinessEvent<S> => one
export const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

export const sampleIds = {
  design: 'aB3dE5fG7hJ9kL1mN3pQ5r',
  project: 'zY9xW7vU5tS3rQ1pN9mL7k',
  alarm: 'qW2eR4tY6uI8oP1aS3dF5g',
  rule: 'hJ7kL9zX2cV4bN6mQ8wE1r',
  account: 'cF4gT6yH8jK1lP3oM5nB7v',
  report: 'rT5yU7iO9pA1sD3fG5hJ7k',
  other: 'dX2cV4bN6mQ8wE1rT3yU5i',
  at: 1_760_000_000_000,
} as const
