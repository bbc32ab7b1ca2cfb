package io.maregistry.server.raft;

import io.maregistry.proto.v1.CheckVerdictRecord;
import io.maregistry.proto.v1.CheckVerdictsRecord;
import io.maregistry.server.state.CheckVerdicts;
import io.maregistry.wire.CheckProto;
import io.maregistry.wire.Records;
import java.util.ArrayList;
import java.util.List;

/** Verdicts of active checks to and from their records, for {@link CommandCodec}. */
final class VerdictCodec {

    private VerdictCodec() {}

    static CheckVerdictsRecord toProto(CheckVerdicts verdicts) {
        CheckVerdictsRecord.Builder record = CheckVerdictsRecord.newBuilder();
        for (CheckVerdicts.Found found : verdicts.items()) {
            record.addItems(item(found));
        }
        return record.build();
    }

    private static CheckVerdictRecord item(CheckVerdicts.Found found) {
        CheckVerdictRecord.Builder item = CheckVerdictRecord.newBuilder()
                .setHandle(found.handle())
                .setCheck(CheckProto.toProto(found.check()))
                .setVerdict(CheckProto.toProto(found.verdict()))
                .setEvidence(found.evidence())
                .setLatencyMillis(found.latencyMillis());
        if (found.sinceMillis() != CheckVerdicts.Found.NEWLY) {
            item.setSinceMillis(found.sinceMillis());
        }
        return item.build();
    }

    static CheckVerdicts fromProto(CheckVerdictsRecord record) {
        Records.known(record);
        List<CheckVerdicts.Found> items = new ArrayList<>(record.getItemsCount());
        for (CheckVerdictRecord item : record.getItemsList()) {
            Records.known(item);
            Records.require(item.hasCheck(), item, "check");
            items.add(new CheckVerdicts.Found(
                    item.getHandle(),
                    CheckProto.fromProto(item.getCheck()),
                    CheckProto.fromProto(item.getVerdict()),
                    item.getEvidence(),
                    item.getLatencyMillis(),
                    item.hasSinceMillis() ? item.getSinceMillis() : CheckVerdicts.Found.NEWLY));
        }
        return new CheckVerdicts(items);
    }
}
