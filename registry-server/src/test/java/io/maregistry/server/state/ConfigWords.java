package io.maregistry.server.state;

import io.maregistry.model.ConfigName;
import io.maregistry.model.RequestId;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/**
 * Writes of configuration items in a {@link Transcript}: {@code publish ITEM TEXT [type=T] [times=N] [at=REVISION]
 * [request=N]}, where the text is said so many times, {@code remove ITEM [at=REVISION] [request=N]}, {@code rollback ITEM REVISION [at=REVISION] [request=N]}, {@code staged ID
 * N ITEM REVISION:TEXT...}, where a text that is empty stands for a removal, {@code config-limits ITEMS BYTES}.
 */
final class ConfigWords {

    private ConfigWords() {}

    static Command publish(Deque<String> words) {
        ConfigName name = ConfigName.ofKey(words.remove());
        String text = words.remove();
        Map<String, String> options = Transcript.options(words);
        String type = options.remove("type");
        int times = (int) Transcript.number(options, "times", 1);
        RequestId request = Transcript.request(options);
        return new PutConfig(
                request,
                name,
                new ConfigText(type == null ? ConfigText.PLAIN : type, text.repeat(times)),
                Transcript.number(options, "at", PutConfig.ANY_REVISION));
    }

    static Command remove(Deque<String> words) {
        ConfigName name = ConfigName.ofKey(words.remove());
        Map<String, String> options = Transcript.options(words);
        return new RemoveConfig(
                Transcript.request(options), name, Transcript.number(options, "at", PutConfig.ANY_REVISION));
    }

    static Command rollback(Deque<String> words) {
        ConfigName name = ConfigName.ofKey(words.remove());
        long revision = Long.parseLong(words.remove());
        Map<String, String> options = Transcript.options(words);
        return new RollbackConfig(
                Transcript.request(options), name, revision, Transcript.number(options, "at", PutConfig.ANY_REVISION));
    }

    static Command staged(Deque<String> words) {
        String restoreId = words.remove();
        int number = Integer.parseInt(words.remove());
        ConfigName name = ConfigName.ofKey(words.remove());
        List<StagedConfig> versions =
                words.stream().map(word -> staged(name, word)).toList();
        return new RestoreChunk(restoreId, number, new StagedPart(List.of(), versions));
    }

    private static StagedConfig staged(ConfigName name, String word) {
        List<String> parts = Arrays.asList(word.split(":", -1));
        String text = parts.get(1);
        return new StagedConfig(
                name,
                new ConfigVersion(
                        Long.parseLong(parts.get(0)),
                        7,
                        text.isEmpty() ? null : new ConfigText(ConfigText.PLAIN, text)));
    }

    static Command limits(Deque<String> words) {
        return new Configure(new Settings(
                20_000,
                0,
                Settings.Doubt.DEFAULT,
                true,
                Settings.Limits.DEFAULT,
                new Settings.ConfigLimits(Integer.parseInt(words.remove()), Long.parseLong(words.remove()))));
    }

    /** An item with its versions, as {@code show} prints it. */
    static String describe(ConfigHistory item) {
        StringBuilder text = new StringBuilder("config " + item.name());
        for (ConfigVersion version : item.versions()) {
            ConfigText content = version.content();
            text.append(" @").append(version.revision());
            text.append(
                    content == null
                            ? " removed"
                            : " " + content.contentType() + " "
                                    + (content.text().length() > 20 ? content.bytes() + " bytes" : content.text()));
        }
        return text.toString();
    }
}
