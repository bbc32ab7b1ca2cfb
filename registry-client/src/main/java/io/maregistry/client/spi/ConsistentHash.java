package io.maregistry.client.spi;

import io.maregistry.model.Instance;
import java.util.List;
import java.util.Optional;

/**
 * See {@link LoadBalancer#consistentHash}. Weighted rendezvous hashing (Thaler and Ravishankar, 1998; the weights as by
 * Schindelhauer and Schomaker, 2005): each instance has a number of its own for each key, and the best one wins. So an
 * instance that comes or goes moves only the keys that it wins or had won, exactly its share, and a list that changes costs
 * nothing, where a ring of virtual nodes is made anew. Linear in the size of the list. The order of the list and the
 * process do not matter: all clients agree.
 */
final class ConsistentHash implements LoadBalancer {

    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final double UNIT = 0x1.0p-53;

    private final Prepared<Hashed> prepared = new Prepared<>(Hashed::new);

    /** The candidates with the hashes of their identities. */
    private static final class Hashed {
        private final List<Instance> candidates;
        private final long[] hashes;

        Hashed(ServiceList list) {
            candidates = Prepared.candidates(list);
            hashes = candidates.stream()
                    .mapToLong(instance -> mix(hash(instance.id().url())))
                    .toArray();
        }
    }

    @Override
    public Optional<Instance> choose(ServiceList list, Call call) {
        Hashed from = prepared.of(list);
        long key = hash(call.key());
        Instance best = null;
        double bestScore = 0;
        for (int at = 0; at < from.hashes.length; at++) {
            Instance instance = from.candidates.get(at);
            double score = score(mix(key ^ from.hashes[at]), instance.weight());
            if (best == null || score > bestScore) {
                best = instance;
                bestScore = score;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Of even hashes the greatest score is an instance's as often as its weight says. */
    private static double score(long hash, int weight) {
        double even = ((hash >>> 11) + 0.5) * UNIT; // within 0 and 1, neither of them
        return -weight / Math.log(even);
    }

    private static long hash(String text) {
        long hash = FNV_BASIS;
        for (int at = 0; at < text.length(); at++) {
            hash = (hash ^ text.charAt(at)) * FNV_PRIME;
        }
        return hash;
    }

    /** Every bit of the input moves every bit of the output (the finisher of SplitMix64). */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
