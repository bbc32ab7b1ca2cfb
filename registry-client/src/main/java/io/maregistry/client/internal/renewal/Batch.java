package io.maregistry.client.internal.renewal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Stays cut into requests of a bounded size, whose stays all have the same rhythm. Stateless. */
final class Batch {

    private static final int MOST_ITEMS = 500;
    private static final int MOST_BYTES = 512 << 10; // a node takes 1 MiB

    private Batch() {}

    static List<List<Stay>> of(List<Stay> stays) {
        List<Stay> byRhythm = new ArrayList<>(stays);
        byRhythm.sort(Comparator.comparingLong(stay -> stay.everyNanos));
        List<List<Stay>> batches = new ArrayList<>();
        List<Stay> batch = new ArrayList<>();
        int bytes = 0;
        for (Stay stay : byRhythm) {
            int size = stay.item().getSerializedSize();
            boolean isFull = batch.size() == MOST_ITEMS || bytes + size > MOST_BYTES;
            if (!batch.isEmpty() && (isFull || batch.get(0).everyNanos != stay.everyNanos)) {
                batches.add(batch);
                batch = new ArrayList<>();
                bytes = 0;
            }
            batch.add(stay);
            bytes += size;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }
}
