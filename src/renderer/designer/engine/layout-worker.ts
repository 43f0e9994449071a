// Worker entry: answers full layout questions (best origin, alternatives) away from the page. It keeps nothing between questions.
import { expose } from 'comlink'
import { answerLayout } from './answer-layout.ts'

const answers = { layOut: answerLayout }
export type LayoutAnswers = typeof answers

expose(answers)
