package io.maregistry.server.store.redis;

import io.maregistry.server.store.StoreException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one long service in pieces. What was written meanwhile is asked for by its revision, again and again until nothing
 * is left; so the rows are those of one moment, the last, and writers who go on do not hold it up. One use.
 */
final class LongReading {

    private static final int ATTEMPTS = 5; // each broken off where the list was replaced as a whole
    private static final int CATCH_UPS = 1_000;

    private final ServiceReader reader;
    private final String key;
    private final Map<String, FoundService.Row> rows = new HashMap<>();
    private final Map<String, IllegalArgumentException> spoilt = new HashMap<>();

    LongReading(ServiceReader reader, String key) {
        this.reader = reader;
        this.key = key;
    }

    /**
     * Null where the service is not known any more.
     *
     * @throws IllegalArgumentException what is there contradicts itself
     */
    @Nullable
    FoundService read() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            rows.clear();
            spoilt.clear();
            ReadPiece first = reader.ask(key, "all", "");
            take(first);
            if (first.stamp() == null) {
                return null;
            }
            if (first.next().isEmpty()) { // it has become short
                return found(first, first.stamp());
            }
            scan();
            ReadPiece last = catchUp(first.stamp());
            boolean isStill = first.stamp().equals(last.stamp());
            if (last.stamp() != null
                    && (isStill || last.next().isEmpty() && isOfOneLineage(first.stamp(), last.stamp()))) {
                return found(last, last.stamp());
            }
        }
        throw new StoreException(
                StoreException.Kind.UNREACHABLE, "redis: " + key + " is written faster than it can be read");
    }

    private FoundService found(ReadPiece last, String stamp) {
        spoilt.values().forEach(contradiction -> {
            throw contradiction;
        });
        return FoundService.of(key, stamp, last, new ArrayList<>(rows.values()));
    }

    private void scan() {
        String cursor = "0";
        do {
            ReadPiece piece = reader.ask(key, "from", cursor);
            take(piece);
            cursor = piece.next();
        } while (!cursor.equals("0") && !cursor.isEmpty());
    }

    private ReadPiece catchUp(String stamp) {
        String since = Long.toString(Stamp.parse(stamp).revision());
        ReadPiece piece = reader.ask(key, "since", since);
        take(piece);
        for (int step = 1; step < CATCH_UPS && goesOn(piece); step++) {
            piece = reader.ask(key, "since", piece.next());
            take(piece);
        }
        return piece;
    }

    private static boolean goesOn(ReadPiece piece) {
        return !piece.next().isEmpty() && !piece.next().equals(ReadPiece.LOST);
    }

    private void take(ReadPiece piece) {
        for (ReadPiece.Row row : piece.rows()) {
            rows.remove(row.url());
            spoilt.remove(row.url());
            if (row.live() != null) {
                take(row);
            }
        }
    }

    private void take(ReadPiece.Row row) {
        try {
            rows.put(row.url(), FoundService.Row.of(key, row));
        } catch (IllegalArgumentException contradiction) { // it counts if it is still there at the end
            spoilt.put(row.url(), contradiction);
        }
    }

    private static boolean isOfOneLineage(String stamp, String other) {
        return Stamp.parse(stamp).lineage() == Stamp.parse(other).lineage();
    }
}
