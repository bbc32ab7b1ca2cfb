package io.maregistry.server.store.redis;

import io.lettuce.core.RedisFuture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Script calls that are sent together and whose answers are awaited together, a bounded window at a time. After the first
 * that was not done no more are sent, but where it names what mends it; those behind it in the same window find the same
 * fence. One thread, one use.
 */
final class Calls {

    private static final int MAX_CALLS = 128;
    private static final int MAX_CHARS = 1 << 20;

    private final RedisLink link;
    private final List<RedisFuture<String>> sent = new ArrayList<>();
    private final List<@Nullable Mending> mendings = new ArrayList<>(); // of what was sent
    private final Map<String, Runnable> gaps = new LinkedHashMap<>();
    private int chars;
    private Verdict verdict = Verdict.OK;

    Calls(RedisLink link) {
        this.link = link;
    }

    /** What brings a service into order of which a script has said GAP; it makes further calls. */
    record Mending(String service, Runnable work) {}

    void add(Script script, List<String> keys, List<String> arguments) {
        add(script, keys, arguments, null);
    }

    /** With what is to be done where the answer is GAP: once for each service, and not before {@link #finish}. */
    void add(Script script, List<String> keys, List<String> arguments, @Nullable Mending mending) {
        if (verdict != Verdict.OK) {
            return;
        }
        sent.add(link.send(script, keys, arguments));
        mendings.add(mending);
        for (String argument : arguments) {
            chars += argument.length();
        }
        if (sent.size() >= MAX_CALLS || chars >= MAX_CHARS) {
            await();
        }
    }

    /** Makes a call again for as long as it says MORE. */
    void repeat(Script script, List<String> keys, List<String> arguments) {
        do {
            add(script, keys, arguments);
        } while (await() == Verdict.MORE);
    }

    /** What became of all of them, mended where that was told: the first verdict that is not OK. */
    Verdict finish() {
        await();
        while (verdict == Verdict.OK && !gaps.isEmpty()) {
            List<Runnable> works = List.copyOf(gaps.values());
            gaps.clear();
            works.forEach(Runnable::run);
            await();
        }
        return verdict;
    }

    /** The first verdict that is not OK; where there is none, MORE if one was that. */
    private Verdict await() {
        List<String> answers = link.await(sent);
        boolean isMore = false;
        for (int at = 0; at < answers.size() && verdict == Verdict.OK; at++) {
            Verdict answer = Verdict.valueOf(answers.get(at));
            Mending mending = mendings.get(at);
            isMore |= answer == Verdict.MORE;
            if (answer == Verdict.GAP && mending != null) {
                gaps.putIfAbsent(mending.service(), mending.work());
            } else if (answer != Verdict.MORE) {
                verdict = answer;
            }
        }
        sent.clear();
        mendings.clear();
        chars = 0;
        return verdict == Verdict.OK && isMore ? Verdict.MORE : verdict;
    }
}
