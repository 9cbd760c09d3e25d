/** Words that stay guessable with digits and signs around them: `Welcome2024!`. */
export const commonWords: ReadonlySet<string> = new Set(
  `password passwort passwd passw0rd motdepasse contraseña contrasena secret geheim welcome willkommen
  bienvenue bienvenido letmein qwerty qwertz azerty qwertyuiop qwertyui asdfghjkl asdfghjk asdfasdf zxcvbnm
  admin administrator administrador root login signin master superman batman spiderman pokemon
  football fussball baseball basketball hockey soccer sunshine princess dragon monkey shadow iloveyou
  trustno abcdef abcdefg abcdefgh changeme default temporary test tester testing testtest demo user
  username guest computer internet samsung google facebook whatever michael jennifer jessica jordan
  charlie daniel thomas robert matthew starwars summer winter spring autumn sommer frühling herbst
  january february march april august september october november december hello helloworld freedom
  killer cookie chocolate cheese pepper ginger flower lovely diamond mustang ferrari mercedes
  liverpool arsenal chelsea barcelona realmadrid juventus qazwsx qazwsxedc access company office
  security secure private blahblah`.split(/\s+/),
);

/** Passwords that appear first in every list of leaked ones, without those the rules above catch. */
export const commonPasswords: ReadonlySet<string> = new Set(
  `1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx 1qaz2wsx3edc zaq12wsx zaq1zaq1 q1w2e3r4 q1w2e3r4t5 q1w2e3r4t5y6
  1qazxsw2 qwer1234 asdf1234 zxcv1234 abcd1234 a1b2c3d4 a1s2d3f4 aa123456 qq123456 1234qwer 12345qwert
  123qwe123 123qweasd 123qweasdzxc qweasdzxc qwe123qwe 147258369 741852963 789456123 159357456 123654789
  987654321 0987654321 9876543210 1234567890 0123456789 123456789a a123456789 123456789q 12345678910
  123123123 321321321 112233445566 11223344 44332211 13131313 12341234 12121212 10203040 19871987
  11112222 88888888 99999999 66668888 55555555 31415926 27182818 trustno1 iloveyou1 iloveyou2 mynoob
  correcthorsebatterystaple thisisapassword passwordpassword qwertyqwerty adminadmin testtest1 p@ssword
  passw0rd! letmein123 letmein! jesus123 jesuschrist godisgood manchester manutd123 everton1 rangers1
  newcastle steelers lakers24 yankees1 redsox04 cowboys1 packers12 patriots broncos1 eagles123
  butterfly sweetheart beautiful anthony1 michelle victoria samantha elizabeth christopher alexander
  benjamin nicholas jonathan stephanie angelina caroline danielle veronica patricia margaret
  midnight moonlight starlight rainbow1 sunflower elephant dolphins tinkerbell snoopy123 scooby123
  blink182 metallica nirvana1 greenday slipknot eminem123 rockstar marlboro corvette porsche911
  playboy1 bigdaddy sexybaby loveyou1 lovelove mylove123 forever1 friends1 babygirl babygirl1 baby1234
  fuckyou1 fuckyou123 asshole1 bullshit darkness darkangel nightmare undertaker stonecold johncena
  whocares nothing1 something anything computer1 internet1 nintendo playstation xbox360 minecraft
  fortnite roblox123 warcraft starcraft counterstrike halflife2 gamecube zeldazelda mario123
  australia california newyork1 london123 paris123 germany1 deutschland schalke04 bayern123 hallo123
  hallohallo schatz123 marseille olympique doudou123 loulou123 chouchou soleil123 jetaime1 bonjour1
  holahola teamo123 tequiero estrella mariposa cristina alejandro`.split(/\s+/),
);
