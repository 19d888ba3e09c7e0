package io.holdfast.postgres.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.holdfast.error.HoldfastException;
import io.holdfast.postgres.testing.Seeded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TablespaceMapTest {
    @Test
    @DisplayName("T16: links are read as the server reads them")
    void linksAreRead() {
        byte[] raw = "16384 /mnt/a=b\n16385 /mnt/with space\n".getBytes(StandardCharsets.UTF_8);

        TablespaceMap map = TablespaceMap.parse(raw);

        assertEquals(
                List.of(
                        new TablespaceMap.Link(16384, "/mnt/a=b"),
                        new TablespaceMap.Link(16385, "/mnt/with space")),
                map.links());
    }

    @Test
    void newlinesAndBackslashesInAPathAreEscaped() {
        TablespaceMap map =
                new TablespaceMap(List.of(new TablespaceMap.Link(16384, "/mnt/a\nb\\c\rd")));

        assertEquals(
                "16384 /mnt/a\\\nb\\\\c\\\rd\n",
                new String(map.format(), StandardCharsets.ISO_8859_1));
    }

    @Test
    void anyPathSurvivesTheRoundTrip() {
        Seeded.check(
                300,
                random -> {
                    StringBuilder path = new StringBuilder("/");
                    for (int i = random.nextInt(1, 40); i > 0; i--) {
                        boolean special = random.nextInt(4) == 0;
                        char any = (char) random.nextInt(1, 256);
                        path.append(special ? "\\\n\r ".charAt(random.nextInt(4)) : any);
                    }
                    TablespaceMap map =
                            new TablespaceMap(
                                    List.of(
                                            new TablespaceMap.Link(
                                                    random.nextInt(), path.toString())));

                    assertEquals(map, TablespaceMap.parse(map.format()));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"16384 /a", "16384\n", "16384 \n", " /a\n", "abc /a\n", "1 /a\\"})
    void whatTheServerWouldRefuseIsRefused(String text) {
        assertThrows(
                HoldfastException.class,
                () -> TablespaceMap.parse(text.getBytes(StandardCharsets.UTF_8)));
    }
}
