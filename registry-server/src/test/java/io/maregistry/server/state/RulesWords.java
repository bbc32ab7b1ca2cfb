package io.maregistry.server.state;

import io.maregistry.model.Parameters;
import io.maregistry.model.RequestId;
import io.maregistry.model.Rules;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import java.util.Deque;
import java.util.Map;

/**
 * Rules of services in a {@link Transcript}: {@code rule SERVICE [+KEY=VALUE] [-KEY] [metadata=null] [ttl=N] [ratio=N]
 * [at=REVISION] [room=N] [request=N]}, the ratio in thousandths; values of {@code ttl} and {@code ratio} may be {@code null}.
 */
final class RulesWords {

    private RulesWords() {}

    static Command command(Deque<String> words) {
        ServiceName service = ServiceName.ofKey(words.remove());
        Map<String, String> options = Transcript.options(words);
        RequestId request = Transcript.request(options);
        long at = Transcript.number(options, "at", PatchInstance.ANY_REVISION);
        PatchInstance.Room room = new PatchInstance.Room((int) Transcript.number(options, "room", 128), 64 << 10);
        return new PatchService(
                request,
                service,
                at,
                new ServicePatch(
                        PatchWords.pairs(options, "", "metadata"),
                        PatchWords.edit(options, "ttl", Long::valueOf),
                        PatchWords.edit(options, "ratio", Integer::valueOf)),
                room);
    }

    /** One of a document: {@code SERVICE@REVISION:TTL}. */
    static ServiceRules item(String text) {
        String[] parts = text.split("[@:]", -1);
        return new ServiceRules(
                ServiceName.ofKey(parts[0]),
                new Rules(Parameters.empty(), Long.parseLong(parts[2]), Rules.UNSET),
                Long.parseLong(parts[1]));
    }
}
