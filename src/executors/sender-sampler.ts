/**
 * Which client sends an event. Where some have much to say and most have little, as with shops and their platform, the client of rank r
 * sends in proportion to 1 / r^skew, which is Zipf's law. Ranks are spread over the clients, the same in every round: neighbours
 * share rooms and a generator's process, which would have all busy clients.
 */
import { countWhile } from "../binary-search.js";
import { type Random, seededRandom } from "../random.js";
import { shuffle } from "../shuffle.js";

type Sampler = (random: Random) => number;

export const evenly =
  (senders: number): Sampler =>
  (random) =>
    random.int(senders);

export function skewed(senders: number, skew: number): Sampler {
  const byRank = Array.from({ length: senders }, (_, client) => client);
  shuffle(byRank, seededRandom(1, "ranks of senders"));
  const upTo = new Float64Array(senders);
  let sum = 0;
  for (let rank = 0; rank < senders; rank++) {
    sum += (rank + 1) ** -skew;
    upTo[rank] = sum;
  }
  return (random) => {
    const drawn = random.next() * sum;
    return byRank[
      Math.min(
        senders - 1,
        countWhile(upTo, (one) => one <= drawn),
      )
    ]!;
  };
}
