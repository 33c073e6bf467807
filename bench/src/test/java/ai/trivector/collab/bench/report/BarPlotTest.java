package ai.trivector.collab.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class BarPlotTest {

  @Test
  void a_bar_is_as_long_as_its_value_and_says_it() throws Exception {
    String svg =
        new BarPlot("", "CPU & more", "here, now", 1)
            .group("one")
            .bar("floor", OptionalDouble.of(1), 0)
            .bar("twice", OptionalDouble.of(2), 1)
            .group("other")
            .bar("absent", OptionalDouble.empty(), 0)
            .svg();
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertThat(texts(root)).contains("CPU & more", "one", "floor", "1.00", "2.00", "not measured");
    NodeList bars = root.getElementsByTagName("rect");
    // The first is the background; the longest bar has all the room that there is.
    assertThat(widthOf(bars, 1)).isEqualTo("360.0");
    assertThat(widthOf(bars, 2)).isEqualTo("720.0");
    assertThat(widthOf(bars, 3)).isEqualTo("0.0");
    assertThat(((Element) root.getElementsByTagName("line").item(0)).getAttribute("x1"))
        .isEqualTo("470.0");
  }

  private static String widthOf(NodeList bars, int index) {
    return ((Element) bars.item(index)).getAttribute("width");
  }

  private static List<String> texts(Element root) {
    List<String> texts = new ArrayList<>();
    NodeList all = root.getElementsByTagName("text");
    for (int i = 0; i < all.getLength(); i++) {
      texts.add(all.item(i).getTextContent());
    }
    return texts;
  }
}
