package io.maregistry.server.snapshot;

/**
 * The TIMESTAMPS of a document by 64-bit hashes of their keys: 16 to 32 bytes an entry, where a map of texts takes some
 * 180. Two keys of one hash, which among 2,000,000 happen once in ten million documents, would share one time; nothing is
 * decided by it. Open addressing, at most half full. One thread.
 */
final class Renewals {

    private long[] hashes = new long[1 << 10]; // 0 = free
    private long[] times = new long[1 << 10];
    private int size;

    void put(String key, long millis) {
        if (size * 2 >= hashes.length) {
            grow();
        }
        long hash = hash(key);
        int at = place(hashes, hash);
        size += hashes[at] == 0 ? 1 : 0;
        hashes[at] = hash;
        times[at] = millis;
    }

    /** The time of that key, or 0. */
    long get(String key) {
        return times[place(hashes, hash(key))];
    }

    private void grow() {
        long[] oldHashes = hashes;
        long[] oldTimes = times;
        hashes = new long[oldHashes.length * 2];
        times = new long[hashes.length];
        for (int from = 0; from < oldHashes.length; from++) {
            if (oldHashes[from] != 0) {
                int to = place(hashes, oldHashes[from]);
                hashes[to] = oldHashes[from];
                times[to] = oldTimes[from];
            }
        }
    }

    private static int place(long[] table, long hash) {
        int mask = table.length - 1;
        int at = (int) hash & mask;
        while (table[at] != 0 && table[at] != hash) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /** Never 0; the finish is MurmurHash3's. */
    private static long hash(String key) {
        long hash = key.length();
        for (int at = 0; at < key.length(); at++) {
            hash = Long.rotateLeft(hash ^ key.charAt(at), 23) * 0x9e37_79b9_7f4a_7c15L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51_afd7_ed55_8ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ce_b9fe_1a85_ec53L;
        hash ^= hash >>> 33;
        return hash == 0 ? 1 : hash;
    }
}
