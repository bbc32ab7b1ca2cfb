package io.maregistry.server.store.redis;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Script#READ} answered: all of a service, or a piece, as it stood at one moment.
 *
 * @param stamp null where the service is not known
 * @param listed how many its set holds; -1 where it is none
 * @param live how many its hash of live rows holds; -1 where it is none
 * @param next how it goes on, as the script tells
 */
record ReadPiece(@Nullable String stamp, long listed, long live, String next, List<Row> rows) {

    /** What the script says where nobody knows any more what changed. */
    static final String LOST = "lost";

    /**
     * One instance.
     *
     * @param live null where it is not listed any more
     * @param isListed whether the set has it
     */
    record Row(String url, @Nullable String live, boolean isListed, Map<String, String> hash) {

        private static Row of(List<?> answer) {
            int fields = answer.size() - 3;
            Map<String, String> hash = new HashMap<>(2 * fields);
            for (int at = 0; at < fields; at += 2) {
                hash.put(text(answer.get(at)), text(answer.get(at + 1)));
            }
            Object live = answer.get(fields + 1);
            boolean isListed = Long.valueOf(1).equals(answer.get(fields + 2));
            return new Row(text(answer.get(fields)), live == null ? null : text(live), isListed, hash);
        }
    }

    /** The answer as lettuce gives it: texts, numbers and lists of them. */
    static ReadPiece of(List<?> answer) {
        Object stamp = answer.get(0);
        List<Row> rows = ((List<?>) answer.get(4))
                .stream().map(row -> Row.of((List<?>) row)).toList();
        return new ReadPiece(
                stamp == null ? null : text(stamp),
                (Long) answer.get(1),
                (Long) answer.get(2),
                text(answer.get(3)),
                rows);
    }

    private static String text(Object value) {
        return (String) value;
    }
}
