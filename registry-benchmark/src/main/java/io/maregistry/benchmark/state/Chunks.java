package io.maregistry.benchmark.state;

import io.maregistry.server.state.Listed;
import java.util.Arrays;

/** The instances of one service by handle, in arrays that are copied when they change. Immutable. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Chunks(Listed[][] chunks) {

    static final Chunks EMPTY = new Chunks(new Listed[0][]);

    Chunks appended(Listed listed, int chunkLength) {
        int last = chunks.length - 1;
        if (last < 0 || chunks[last].length == chunkLength) {
            Listed[][] more = Arrays.copyOf(chunks, chunks.length + 1);
            more[chunks.length] = new Listed[] {listed};
            return new Chunks(more);
        }
        Listed[] longer = Arrays.copyOf(chunks[last], chunks[last].length + 1);
        longer[longer.length - 1] = listed;
        return with(last, longer);
    }

    Chunks replaced(Listed listed) {
        int chunk = chunkOf(listed.handle());
        Listed[] copy = chunks[chunk].clone();
        copy[placeOf(copy, listed.handle())] = listed;
        return with(chunk, copy);
    }

    Chunks without(Listed listed) {
        int chunk = chunkOf(listed.handle());
        Listed[] before = chunks[chunk];
        if (before.length == 1) {
            Listed[][] fewer = new Listed[chunks.length - 1][];
            System.arraycopy(chunks, 0, fewer, 0, chunk);
            System.arraycopy(chunks, chunk + 1, fewer, chunk, fewer.length - chunk);
            return new Chunks(fewer);
        }
        int place = placeOf(before, listed.handle());
        Listed[] rest = new Listed[before.length - 1];
        System.arraycopy(before, 0, rest, 0, place);
        System.arraycopy(before, place + 1, rest, place, rest.length - place);
        return with(chunk, rest);
    }

    long sum() {
        long sum = 0;
        for (Listed[] chunk : chunks) {
            for (Listed listed : chunk) {
                sum += listed.handle();
            }
        }
        return sum;
    }

    private Chunks with(int at, Listed[] chunk) {
        Listed[][] copy = chunks.clone();
        copy[at] = chunk;
        return new Chunks(copy);
    }

    /** The last chunk that does not begin behind the handle. */
    private int chunkOf(long handle) {
        int low = 1;
        int high = chunks.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (handle < chunks[middle][0].handle()) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return low - 1;
    }

    private static int placeOf(Listed[] chunk, long handle) {
        int low = 0;
        int high = chunk.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (chunk[middle].handle() < handle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
