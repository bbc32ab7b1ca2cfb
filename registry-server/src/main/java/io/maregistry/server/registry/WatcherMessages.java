package io.maregistry.server.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ConfirmAnswer;
import io.maregistry.proto.v1.ConfirmQuestion;
import io.maregistry.proto.v1.SeenWatcher;
import io.maregistry.proto.v1.WatchersAnswer;
import io.maregistry.proto.v1.WatchersQuestion;
import io.maregistry.server.watch.Confirmed;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What nodes ask each other about watchers, as bytes. What is not to be read is {@code InvalidRequest}. Stateless; any thread. */
final class WatcherMessages {

    private WatcherMessages() {}

    /**
     * Who watches a service.
     *
     * @param point as it was when; null = as it is, and all who watch are named
     */
    record Question(ServiceName service, @Nullable ResumeToken point, long waitMillis) {}

    static byte[] write(Question question) {
        ResumeToken point = question.point();
        return WatchersQuestion.newBuilder()
                .setService(question.service().key())
                .setPoint(point == null ? "" : point.toString())
                .setWaitMillis(question.waitMillis())
                .build()
                .toByteArray();
    }

    static Question readQuestion(byte[] bytes) {
        WatchersQuestion question = parse(WatchersQuestion.parser(), bytes);
        try {
            String point = question.getPoint();
            return new Question(
                    ServiceName.ofKey(question.getService()),
                    point.isEmpty() ? null : ResumeToken.parse(point, 0),
                    Math.max(0, Math.min(question.getWaitMillis(), Drains.MAX_WAIT_MILLIS)));
        } catch (IllegalArgumentException malformed) {
            throw unreadable(malformed);
        }
    }

    static byte[] write(Confirmed confirmed) {
        WatchersAnswer.Builder answer = WatchersAnswer.newBuilder()
                .setRevision(confirmed.revision())
                .setWatchers(confirmed.watchers())
                .setConfirmed(confirmed.confirmed());
        for (Confirmed.Seen seen : confirmed.seen()) {
            answer.addSeen(SeenWatcher.newBuilder()
                    .setWatch(seen.watch())
                    .setAddress(seen.address())
                    .setRevision(seen.revision()));
        }
        return answer.build().toByteArray();
    }

    static Confirmed readAnswer(byte[] bytes) {
        WatchersAnswer answer = parse(WatchersAnswer.parser(), bytes);
        List<Confirmed.Seen> seen = answer.getSeenList().stream()
                .map(one -> new Confirmed.Seen(one.getWatch(), one.getAddress(), one.getRevision()))
                .toList();
        return new Confirmed(answer.getRevision(), answer.getWatchers(), answer.getConfirmed(), seen);
    }

    /** That a watcher has taken in everything up to a revision. */
    record Word(String watch, long revision) {}

    static byte[] write(Word word) {
        return ConfirmQuestion.newBuilder()
                .setWatch(word.watch())
                .setRevision(word.revision())
                .build()
                .toByteArray();
    }

    static Word readWord(byte[] bytes) {
        ConfirmQuestion question = parse(ConfirmQuestion.parser(), bytes);
        return new Word(question.getWatch(), question.getRevision());
    }

    static byte[] write(boolean isKnown) {
        return ConfirmAnswer.newBuilder().setKnown(isKnown).build().toByteArray();
    }

    static boolean readIsKnown(byte[] bytes) {
        return parse(ConfirmAnswer.parser(), bytes).getKnown();
    }

    private static <M extends MessageLite> M parse(Parser<M> parser, byte[] bytes) {
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException malformed) {
            throw unreadable(malformed);
        }
    }

    private static RegistryException unreadable(Exception why) {
        return new RegistryException.InvalidRequest(
                ErrorCode.INVALID_REQUEST, "a question or an answer between nodes that cannot be read: " + why);
    }
}
