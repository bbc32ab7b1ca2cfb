package io.maregistry.server.store.redis;

import io.lettuce.core.RedisFuture;
import java.util.ArrayList;
import java.util.List;

/**
 * Script calls that are sent together and whose answers are awaited together, a bounded window at a time. After the first
 * that was not done no more are sent; those behind it in the same window find the same fence. One thread, one use.
 */
final class Calls {

    private static final int MAX_CALLS = 128;
    private static final int MAX_CHARS = 1 << 20;

    private final RedisLink link;
    private final List<RedisFuture<String>> sent = new ArrayList<>();
    private int chars;
    private Verdict verdict = Verdict.OK;

    Calls(RedisLink link) {
        this.link = link;
    }

    void add(Script script, List<String> keys, List<String> arguments) {
        if (verdict != Verdict.OK) {
            return;
        }
        sent.add(link.send(script, keys, arguments));
        for (String argument : arguments) {
            chars += argument.length();
        }
        if (sent.size() >= MAX_CALLS || chars >= MAX_CHARS) {
            await();
        }
    }

    /** What became of all of them: the first verdict that is not OK. */
    Verdict await() {
        for (String answer : link.await(sent)) {
            if (verdict == Verdict.OK) {
                verdict = Verdict.valueOf(answer);
            }
        }
        sent.clear();
        chars = 0;
        return verdict;
    }
}
